"""Other engines that answer the same questions over the same listings, each set up as well as it can be."""
