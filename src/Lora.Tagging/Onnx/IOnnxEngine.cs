namespace Lora.Tagging;

/// <summary>
/// What runs ONNX models, native code from packages that a project asks for. The assembly that implements it is loaded only then: nothing that every build
/// loads refers to it.
/// </summary>
public interface IOnnxEngine
{
    /// <summary>Loads the native files, once a process, and opens a device. There is no falling back: what cannot be had is an error.</summary>
    /// <exception cref="OnnxException">A file is missing or cannot be loaded, or the device cannot be used.</exception>
    IOnnxRuntime Open(OnnxEngineRequest request);
}

/// <summary>What an engine is opened with.</summary>
/// <param name="Packages">Where the engine's packages lie: the folder of each, by the package's name.</param>
/// <param name="CudaDevice">Which NVIDIA card, from 0; null = the processor.</param>
public sealed record OnnxEngineRequest(IReadOnlyDictionary<string, string> Packages, int? CudaDevice = null);

/// <summary>An opened engine.</summary>
public interface IOnnxRuntime
{
    /// <summary>Name, version and device, for people.</summary>
    string Description { get; }

    /// <summary>
    /// Reads a model by its path, so that weights beside it are found. What <see cref="OnnxFile.Check"/> refuses is not handed to the engine.
    /// </summary>
    /// <exception cref="OnnxException">It is no model that the engine can run.</exception>
    IOnnxModel Load(string path);
}

/// <summary>
/// A model that is ready to run. Each run takes one thread and gives the same bytes every time; runs may go on side by side.
/// </summary>
public interface IOnnxModel : IDisposable
{
    /// <summary>What it is given, in the model's order.</summary>
    IReadOnlyList<OnnxPort> Inputs { get; }

    /// <summary>What it gives, in the model's order.</summary>
    IReadOnlyList<OnnxPort> Outputs { get; }

    /// <summary>All outputs, in the model's order. fp32 is made fp16 where the model asks for that, and what it gives in fp16 is made fp32.</summary>
    /// <param name="inputs">By name.</param>
    /// <param name="stop">Ends the run between two operations of the model.</param>
    /// <exception cref="OnnxException">An input has another shape or type than the model takes, or the model fails.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was called.</exception>
    IReadOnlyList<OnnxTensor> Run(IReadOnlyDictionary<string, OnnxTensor> inputs, CancellationToken stop);
}

/// <summary>An input or output of a model.</summary>
/// <param name="Name">As the model has it.</param>
/// <param name="Element">The kind of its numbers.</param>
/// <param name="Shape">Its sizes; -1 = any.</param>
public sealed record OnnxPort(string Name, OnnxElement Element, IReadOnlyList<int> Shape)
{
    /// <summary>As <c>float32[-1, 448, 448, 3]</c>; ? for a size that may be any.</summary>
    public override string ToString() => $"{Element.ToString().ToLowerInvariant()}[{string.Join(", ", Shape.Select(size => size < 0 ? "?" : $"{size}"))}]";
}
