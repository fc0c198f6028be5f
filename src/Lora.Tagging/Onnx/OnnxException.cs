namespace Lora.Tagging;

/// <summary>Why a model cannot be run.</summary>
public enum OnnxFault
{
    /// <summary>A file or folder of a package is not there.</summary>
    FileMissing,

    /// <summary>A file of a package is there and cannot be loaded.</summary>
    FileDamaged,

    /// <summary>The system's loader refuses a library.</summary>
    LibraryNotLoaded,

    /// <summary>The device that was asked for cannot be used.</summary>
    DeviceUnusable,

    /// <summary>The model's file is damaged, or holds what nobody can run.</summary>
    ModelRefused,

    /// <summary>The model has other inputs or outputs than its kind.</summary>
    WrongLayout,

    /// <summary>A file beside the model cannot be used.</summary>
    ListWrong,

    /// <summary>The model fails on what it is given.</summary>
    RunFailed,
}

/// <summary>A model that cannot be run.</summary>
/// <param name="fault">What kind of fault.</param>
/// <param name="message">One sentence that names what is wrong.</param>
/// <param name="file">The file in question.</param>
/// <param name="line">Where in it, from 1; 0 = nowhere in particular.</param>
/// <param name="inner">What the system or the engine said.</param>
public sealed class OnnxException(OnnxFault fault, string message, string? file = null, int line = 0, Exception? inner = null) : Exception(message, inner)
{
    public OnnxFault Fault { get; } = fault;

    public string? File { get; } = file;

    public int Line { get; } = line;
}
