using System.Text;
using Lora.Project;

namespace Lora.Engine;

/// <summary>Events as JSON lines on a stream: one write and one flush a line, so that a killed engine leaves no half line but the last.</summary>
internal sealed class LineEvents(Stream output) : IEvents
{
    private readonly Lock _lock = new();
    private bool _closed;

    public void Send(EngineEvent message)
    {
        var line = Encoding.UTF8.GetBytes(ProtocolLine.Write(message) + "\n");
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            try
            {
                output.Write(line);
                output.Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // the build is gone; what is being saved is saved all the same
                _closed = true;
            }
        }
    }
}
