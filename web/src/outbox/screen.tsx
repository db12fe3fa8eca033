import { Main } from "../shell/main";
import { words } from "../text";

export function OutboxScreen() {
  const { shell } = words().text;
  return (
    <Main title={shell.outbox}>
      <h1>{shell.outbox}</h1>
      <p>{shell.soon}</p>
    </Main>
  );
}
