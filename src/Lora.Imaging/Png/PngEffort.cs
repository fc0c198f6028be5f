namespace Lora.Imaging;

/// <summary>What a PNG file is written for.</summary>
public enum PngEffort
{
    /// <summary>To be kept and handed on.</summary>
    Small,

    /// <summary>To be read again soon: a fraction of the time, and up to half as many bytes again.</summary>
    Fast,
}
