import type { components } from "./schema";

type Schemas = components["schemas"];

export type ReportCreate = Schemas["ReportCreate"];
export type Receipt = Schemas["Receipt"];
export type ReceiptState = Schemas["ReceiptState"];
export type Count = Schemas["Count"];
export type Equipment = Schemas["Equipment"];
export type Supply = Schemas["Supply"];
export type Casualty = Schemas["Casualty"];
export type Location = ReportCreate["location"];
export type Occurred = Schemas["Occurred"];

export type IncidentType = ReportCreate["type"];
export type By = NonNullable<ReportCreate["by"]>;
export type Outcome = NonNullable<ReportCreate["outcome"]>;
export type Qualifier = NonNullable<Count["qualifier"]>;
export type EquipmentKind = Equipment["kind"];
export type EquipmentState = NonNullable<Equipment["state"]>;
export type Supplier = Supply["supplier"];
export type SupplyBasis = NonNullable<Supply["basis"]>;
export type Confidence = NonNullable<Supply["confidence"]>;
export type Harm = Casualty["harm"];
export type Who = Casualty["who"];
export type SourceType = Schemas["Source"]["type"];
export type Precision = Occurred["precision"];
