using System.Collections.Concurrent;
using System.Reflection;
using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// Serves one build: greets, reads commands on a thread of its own so that a cancellation is heard at any moment, and runs one stage at a time in the order
/// asked for. The end of the input means "save and leave": the running stage is cancelled and the server ends. Lines that are no command are ignored.
/// </summary>
internal sealed class EngineServer(TextReader input, IEvents events, Func<string, IEvents, CancellationToken, StageResult> run)
{
    private readonly BlockingCollection<(string Request, CancellationTokenSource Stop)> _waiting = [];
    private readonly List<CancellationTokenSource> _stops = [];

    internal void Serve()
    {
        events.Send(new HelloEvent(EngineEvent.ProtocolVersion, Version));
        var reader = new Thread(ReadCommands) { IsBackground = true, Name = "commands" };
        reader.Start();
        foreach (var (request, stop) in _waiting.GetConsumingEnumerable())
        {
            var result = run(request, events, stop.Token);
            lock (_stops)
            {
                _stops.Remove(stop);
            }

            stop.Dispose();
            events.Send(new ResultEvent(result));
        }
    }

    private static string Version =>
        typeof(EngineServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private void ReadCommands()
    {
        try
        {
            while (input.ReadLine() is { } line)
            {
                switch (ProtocolLine.ReadCommand(line))
                {
                    case RunCommand command:
                        var stop = new CancellationTokenSource();
                        lock (_stops)
                        {
                            _stops.Add(stop);
                        }

                        _waiting.Add((command.Request, stop));
                        break;
                    case CancelCommand:
                        CancelAll();
                        break;
                    default:
                        Console.Error.WriteLine($"ignored: {line}");
                        break;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // a broken pipe is an end like any other
        }

        CancelAll();
        _waiting.CompleteAdding();
    }

    private void CancelAll()
    {
        lock (_stops)
        {
            foreach (var stop in _stops)
            {
                stop.Cancel();
            }
        }
    }
}
