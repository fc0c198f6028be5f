namespace Lora.Imaging.Tiff;

/// <summary>The tags (TIFF 6.0) that are looked at.</summary>
internal static class TiffTag
{
    public const int SubfileType = 254, Width = 256, Height = 257, Bits = 258, Compression = 259, Photometric = 262, FillOrder = 266, StripOffsets = 273,
        Samples = 277, RowsPerStrip = 278, StripLengths = 279, Planar = 284, Predictor = 317, ColourMap = 320, TileWidth = 322, ExtraSamples = 338,
        SampleFormat = 339, Profile = 34675, DngVersion = 50706;
}
