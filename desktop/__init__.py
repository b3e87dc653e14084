"""职教台账: ledgers and bureau returns of a vocational school's training, certificates and teacher practice."""
