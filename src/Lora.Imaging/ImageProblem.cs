namespace Lora.Imaging;

/// <summary>Why a file is not taken as a picture: each asks the user for something else.</summary>
public enum ImageProblem
{
    /// <summary>It begins as a picture of a format that is read here, and breaks that format's rules or ends too early.</summary>
    Damaged,

    /// <summary>It holds no bytes.</summary>
    Empty,

    /// <summary>Its first bytes belong to no known format.</summary>
    NotAPicture,

    /// <summary>A picture of a format, or of a kind of its format, that no decoder here reads.</summary>
    Unsupported,

    /// <summary>Its colours are inks.</summary>
    Cmyk,

    /// <summary>More pixels than are accepted.</summary>
    TooLarge,

    /// <summary>Too few pixels for the smallest size that is trained at.</summary>
    TooSmall,

    /// <summary>An animation, or several views in one file.</summary>
    SeveralFrames,
}
