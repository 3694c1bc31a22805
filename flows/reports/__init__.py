"""What the warehouse tells, as records that any face renders."""
