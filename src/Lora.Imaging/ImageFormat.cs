namespace Lora.Imaging;

/// <summary>Formats told apart by their first bytes. The managed codec decodes PNG, JPEG and BMP; the rest have a name to be reported by.</summary>
public enum ImageFormat
{
    Unknown, Png, Jpeg, Bmp, WebP, Gif, Tiff, Avif, Heic, JpegXl, Jpeg2000, Icon, AppleIcon, Photoshop, Tga, Pcx, Netpbm, Svg, Qoi, OpenExr,
}
