namespace Lora.Tensors;

/// <summary>
/// A tensor engine of native code, from packages that a project asks for. The assembly that implements it is loaded only then: nothing that every build loads
/// refers to it.
/// </summary>
public interface ITensorEngine
{
    /// <summary>Loads the native files and opens a device. There is no falling back: what cannot be had is an error.</summary>
    /// <exception cref="TensorEngineException">A file is missing or cannot be loaded, or the device cannot be used.</exception>
    TensorRuntime Open(TensorEngineRequest request);
}
