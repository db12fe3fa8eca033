import { Main } from "../shell/main";
import { words } from "../text";

export default function MapScreen() {
  const { shell } = words().text;
  return (
    <Main title={shell.map}>
      <h1>{shell.map}</h1>
      <p>{shell.soon}</p>
    </Main>
  );
}
