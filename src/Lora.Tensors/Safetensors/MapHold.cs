using System.Runtime.InteropServices;

namespace Lora.Tensors;

/// <summary>Keeps a mapped file mapped until it is disposed, though the file be closed before: for tensors that lie in it.</summary>
public sealed class MapHold : IDisposable
{
    private SafeBuffer? _view;

    /// <param name="view">The view; open.</param>
    public MapHold(SafeBuffer view)
    {
        var added = false;
        view.DangerousAddRef(ref added);
        _view = view;
    }

    public void Dispose() => Interlocked.Exchange(ref _view, null)?.DangerousRelease();
}
