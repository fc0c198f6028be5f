namespace Lora.Project;

/// <summary>How bad a <see cref="Finding"/> is. An error stops the build; a warning obeys <c>NoWarn</c> and <c>TreatWarningsAsErrors</c>.</summary>
public enum Severity
{
    /// <summary>Something cannot work, or would be lost in silence.</summary>
    Error,

    /// <summary>It works, but the result will probably disappoint.</summary>
    Warning,

    /// <summary>Worth knowing.</summary>
    Message,
}
