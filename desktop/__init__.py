"""职教台账: ledgers and returns of a vocational school's training, certificates and practice."""
