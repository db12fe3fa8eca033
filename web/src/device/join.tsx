import { Main } from "../shell/main";
import { words } from "../text";

export function JoinScreen() {
  const { shell } = words().text;
  return (
    <Main title={shell.settings}>
      <h1>{shell.settings}</h1>
      <p>{shell.soon}</p>
    </Main>
  );
}
