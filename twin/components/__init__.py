"""Components: nameplates of assets, turned into primitives by their physics. One small file each."""
