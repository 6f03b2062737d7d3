"""The field's nouns as frozen records with content-derived ids; standard library only."""
