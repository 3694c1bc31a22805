"""The assistant's face: six tools over `flows.reports`, by the Model Context Protocol."""
