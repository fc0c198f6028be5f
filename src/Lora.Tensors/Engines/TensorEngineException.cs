namespace Lora.Tensors;

/// <summary>Why a tensor engine cannot be opened, or cannot go on.</summary>
public enum TensorEngineFault
{
    /// <summary>A file or folder of a package is not there.</summary>
    FileMissing,

    /// <summary>A file of a package is there and cannot be read, or is not what the package says it is.</summary>
    FileDamaged,

    /// <summary>The system's loader refuses a library.</summary>
    LibraryNotLoaded,

    /// <summary>There is no driver for the device.</summary>
    DriverMissing,

    /// <summary>The driver is older than the engine asks for.</summary>
    DriverTooOld,

    /// <summary>The machine has no such device, or the engine was not built for its kind.</summary>
    DeviceMissing,

    /// <summary>The device's memory does not hold what is asked of it.</summary>
    OutOfMemory,

    /// <summary>An operation failed in the engine.</summary>
    OperationFailed,
}

/// <summary>A tensor engine that cannot be opened, or cannot go on.</summary>
/// <param name="fault">What kind of fault.</param>
/// <param name="message">One sentence that names what is wrong.</param>
/// <param name="file">The file or folder in question.</param>
/// <param name="inner">What the system or the engine said.</param>
public sealed class TensorEngineException(TensorEngineFault fault, string message, string? file = null, Exception? inner = null) : Exception(message, inner)
{
    public TensorEngineFault Fault { get; } = fault;

    public string? File { get; } = file;
}
