namespace Lora.Training;

/// <summary>What an optimizer works out beside the weights and logs show, a number a group and step.</summary>
internal enum FoundKind
{
    Nothing,

    /// <summary>d, which the group's rate is multiplied by (D-Adaptation, Prodigy).</summary>
    Factor,

    /// <summary>The rate itself, in place of the group's (AdaFactor's relative step).</summary>
    Rate,
}
