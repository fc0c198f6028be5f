namespace Lora.Training;

/// <summary>Which of a weight's singular values training starts from.</summary>
internal enum SingularPart
{
    /// <summary>The largest.</summary>
    Principal,

    /// <summary>Those in the middle.</summary>
    Middle,

    /// <summary>The smallest.</summary>
    Last,
}
