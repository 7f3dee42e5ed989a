"""Components: nameplates of assets, turned into primitives by their physics; one file each."""
