declare module "virtual:vocabulary/*" {
  const labels: import("./labels").Labels;
  export default labels;
}
