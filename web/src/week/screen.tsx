import { Main } from "../shell/main";
import { words } from "../text";

export default function WeekScreen() {
  const { shell } = words().text;
  return (
    <Main title={shell.week}>
      <h1>{shell.week}</h1>
      <p>{shell.soon}</p>
    </Main>
  );
}
