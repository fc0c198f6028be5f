using System.Globalization;

namespace Lora.Engine;

/// <summary>The body of an answer, to be read once: no longer than it may be, and never silent for long.</summary>
internal sealed class RemoteStream(HttpResponseMessage response, long most, string name, TimeSpan silence, CancellationToken stop) : Stream
{
    private readonly Stream _content = response.Content.ReadAsStream(stop);
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <exception cref="RemoteException">It is too long, or breaks off.</exception>
    /// <exception cref="OperationCanceledException">The caller's patience has ended.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(silence);
        int read;
        try
        {
            read = Task.Run(() => _content.ReadAsync(buffer, offset, count, patience.Token)).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new RemoteException(string.Create(CultureInfo.InvariantCulture, $"The server fell silent for {silence.TotalSeconds:0.#} s within {name}."));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new RemoteException($"The connection broke within {name}.");
        }

        _read += read;
        return _read <= most ? read : throw new RemoteException($"{name} is longer there than it can be.");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        response.Dispose();
        base.Dispose(disposing);
    }
}
