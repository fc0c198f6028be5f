namespace Lora.Engine;

/// <summary>Parts of base models that stay loaded between the stages of one build.</summary>
internal sealed class LoadedModels : IDisposable
{
    public void Dispose()
    {
    }
}
