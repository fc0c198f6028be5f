namespace Lora.Project;

/// <summary>How a parameter's text is read; numbers in the invariant culture.</summary>
public enum ParameterType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A path, relative to the project file.</summary>
    Path,

    /// <summary>true or false, any letter case.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A decimal number, also as 5e-4.</summary>
    Number,

    /// <summary>One word of a list.</summary>
    Choice,

    /// <summary>name=value pairs separated by spaces, as on kohya's command line.</summary>
    Arguments,
}
