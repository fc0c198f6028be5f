namespace Lora.Vocabulary;

/// <summary>What a stage reads of the user's sources.</summary>
[Flags]
public enum StageSources
{
    None = 0,

    /// <summary>The bytes of the pictures.</summary>
    Images = 1,

    /// <summary>The bytes of the captions.</summary>
    Captions = 2,

    /// <summary>How often each picture counts.</summary>
    Repeats = 4,

    /// <summary>The prompts.</summary>
    Prompts = 8,

    /// <summary>The LoRA's name.</summary>
    OutputName = 16,

    /// <summary>The bytes of the pictures where a model looks at them, as a tagger does.</summary>
    ImagesForModels = 32,

    /// <summary>Which pictures are shown mirrored too.</summary>
    Flips = 64,

    /// <summary>Which pictures are coloured anew each time that they are drawn; what is cropped anew is in <see cref="Images"/>.</summary>
    Colours = 512,

    /// <summary>The rules for the captions' tags.</summary>
    TagRules = 128,

    /// <summary>The names of the pictures, where they are shown: nothing that is trained depends on them.</summary>
    ImageNames = 256,

    /// <summary>The phases of the training.</summary>
    TrainPhases = 1 << 14,

    /// <summary>The LoRAs that are part of the base model.</summary>
    BaseWeights = 1 << 15,

    /// <summary>The LoRA that the training goes on from.</summary>
    NetworkWeights = 1 << 16,
}
