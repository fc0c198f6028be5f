namespace Lora.Vocabulary;

/// <summary>What decides the size that a picture is trained at, where buckets are on.</summary>
public enum ResizeMode
{
    /// <summary>The bucket of the nearest shape: the picture is brought to cover it and cropped.</summary>
    Bucket,

    /// <summary>The area: the picture keeps its shape, and its sides are cut to the step.</summary>
    Area,

    /// <summary>The long side: as <see cref="Area"/>.</summary>
    LongSide,
}
