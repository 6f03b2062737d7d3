"""The predictors: one a file, all behind `kgbuild.links.model.LinkModel`."""
