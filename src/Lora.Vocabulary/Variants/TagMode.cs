namespace Lora.Vocabulary;

/// <summary>What a tagger or captioner does with a picture that has a caption already.</summary>
public enum TagMode
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>Adds what the caption lacks.</summary>
    Append,

    /// <summary>Its words take the caption's place.</summary>
    Replace,
}
