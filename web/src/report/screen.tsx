import { Main } from "../shell/main";
import { words } from "../text";

export function ReportScreen() {
  const { shell } = words().text;
  return (
    <Main title={shell.report}>
      <h1>{shell.report}</h1>
      <p>{shell.soon}</p>
    </Main>
  );
}
