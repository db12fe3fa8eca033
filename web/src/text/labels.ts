import type {
  By,
  Confidence,
  EquipmentKind,
  EquipmentState,
  Harm,
  IncidentType,
  Outcome,
  Precision,
  Qualifier,
  SourceType,
  Supplier,
  SupplyBasis,
  Who,
} from "../api/types";

type Scheme<Code extends string> = Readonly<Record<Code, string>>;

/** A label for each code, of one language; the build fails where the vocabulary lacks one. */
export interface Labels {
  type: Scheme<IncidentType>;
  by: Scheme<By>;
  equipment: Scheme<EquipmentKind>;
  equipment_group: Scheme<
    "climbing" | "cutting" | "forcing" | "digging" | "water" | "against_people" | "other"
  >;
  equipment_state: Scheme<EquipmentState>;
  supplier: Scheme<Supplier>;
  supply_basis: Scheme<SupplyBasis>;
  confidence: Scheme<Confidence>;
  qualifier: Scheme<Qualifier>;
  harm: Scheme<Harm>;
  who: Scheme<Who>;
  outcome: Scheme<Outcome>;
  source_type: Scheme<SourceType>;
  precision: Scheme<Precision>;
  side: Scheme<"pl" | "by" | "on_line" | "other">;
  status: Scheme<
    | "received"
    | "in_review"
    | "verified"
    | "corroborated"
    | "unverifiable"
    | "rejected"
    | "duplicate"
    | "withdrawn"
  >;
  series: Scheme<"headline" | "reported">;
  geometry_basis: Scheme<"point" | "place" | "cell" | "sector" | "none">;
  sensitivity: Scheme<"moderate" | "high" | "severe">;
  band: Scheme<"1" | "2-4" | "5-9" | "10-19" | "20-49" | "50+">;
}
