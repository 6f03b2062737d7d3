"""The questions that are ready to ask, a `.cypher` file each: `kgbuild.store.named` says how one reads."""
