namespace Lora.Diffusion;

/// <summary>A part of a model: its structure from the config, its weights when they are needed. The structure outlives a release.</summary>
/// <param name="build">Makes the structure.</param>
/// <param name="fill">Reads the weights into it.</param>
internal sealed class LoadedPart<T>(Func<T> build, Action<T> fill)
    where T : Module
{
    private bool _isLoaded;

    /// <summary>Without regard to the weights.</summary>
    public T Structure => field ??= build();

    /// <summary>With the weights read.</summary>
    public T Loaded
    {
        get
        {
            if (!_isLoaded)
            {
                fill(Structure);
                _isLoaded = true;
            }

            return Structure;
        }
    }

    public void Release()
    {
        if (_isLoaded)
        {
            Structure.Dispose();
            _isLoaded = false;
        }
    }
}
