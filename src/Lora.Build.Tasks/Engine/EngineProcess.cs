using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Lora.Project;

namespace Lora.Build.Tasks;

/// <summary>
/// The engine, one for a build: JSON lines in and out. Runs one stage at a time. <see cref="Cancel"/> may come from any thread, any number of times; everything
/// else from one. Disposing it closes its input, which means "save and leave".
/// </summary>
internal sealed class EngineProcess : IDisposable
{
    private readonly Process _process;
    private readonly EngineLimits _limits;
    private readonly ConcurrentQueue<string> _errorLines = new();
    private readonly Lock _input = new();
    private Timer? _kill;
    private bool _disposed;

    private EngineProcess(Process process, EngineLimits limits)
    {
        _process = process;
        _limits = limits;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                _errorLines.Enqueue(line.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Starts the engine and waits for its hello.</summary>
    /// <exception cref="EngineException">It cannot be started, says nothing, or speaks another protocol.</exception>
    public static EngineProcess Start(ProcessStartInfo start, EngineLimits limits)
    {
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            throw new EngineException(EngineDiagnostics.EngineNotStarted.At($"'{start.FileName}' cannot be run: {error.Message}."));
        }

        var engine = new EngineProcess(process, limits);
        try
        {
            engine.Greet();
            return engine;
        }
        catch (EngineException)
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>False once the process has ended.</summary>
    public bool IsAlive => !_disposed && !_process.HasExited;

    /// <summary>
    /// Runs the stage of a request file. Events go to <paramref name="onEvent"/> on the calling thread, lines that are no events to <paramref name="onText"/>.
    /// </summary>
    /// <exception cref="EngineException">The engine ended before it gave a result.</exception>
    public StageResult Run(string requestFile, Action<EngineEvent> onEvent, Action<string> onText)
    {
        Send(new RunCommand(requestFile));
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            Drain(onText);
            switch (ProtocolLine.ReadEvent(line))
            {
                case ResultEvent result:
                    StopKillTimer();
                    return result.Result;
                case { } message:
                    onEvent(message);
                    break;
                default:
                    onText(line);
                    break;
            }
        }

        throw Death(onText);
    }

    /// <summary>Asks the running stage to save and stop, and kills the process if it does not within the limit.</summary>
    public void Cancel()
    {
        lock (_input)
        {
            if (_kill is not null || _disposed)
            {
                return;
            }

            _kill = new Timer(_ => Kill(), null, _limits.Cancel, Timeout.InfiniteTimeSpan);
        }

        Send(new CancelCommand());
    }

    /// <summary>Closes the input and waits for the process to leave; kills it if it does not within the limit.</summary>
    public void Dispose()
    {
        lock (_input)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _kill?.Dispose();
        }

        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // it has gone already
        }

        if (!_process.WaitForExit(_limits.Leave))
        {
            Kill();
        }

        _process.Dispose();
    }

    private void Greet()
    {
        using var timer = new Timer(_ => Kill(), null, _limits.Hello, Timeout.InfiniteTimeSpan);
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (ProtocolLine.ReadEvent(line) is HelloEvent hello)
            {
                if (hello.Protocol != EngineEvent.ProtocolVersion)
                {
                    throw new EngineException(EngineDiagnostics.ProtocolMismatch.At(FormattableString.Invariant(
                        $"The engine {hello.Version} speaks protocol {hello.Protocol}, the tasks speak {EngineEvent.ProtocolVersion}.")));
                }

                return;
            }
        }

        _process.WaitForExit();
        throw new EngineException(EngineDiagnostics.EngineNotStarted.At(
            FormattableString.Invariant($"The engine ended with code {_process.ExitCode} before it was ready{LastErrorLine()}.")));
    }

    private EngineException Death(Action<string> onText)
    {
        _process.WaitForExit();
        var last = LastErrorLine();
        Drain(onText);
        return new EngineException(EngineDiagnostics.EngineDied.At(
            FormattableString.Invariant($"The engine ended with code {_process.ExitCode} in the middle of a stage{last}.")));
    }

    private string LastErrorLine() => _errorLines.LastOrDefault(line => line.Trim().Length > 0) is { } line ? $": {line.Trim().TrimEnd('.')}" : "";

    private void Drain(Action<string> onText)
    {
        while (_errorLines.TryDequeue(out var line))
        {
            onText(line);
        }
    }

    private void Send(EngineCommand command)
    {
        lock (_input)
        {
            try
            {
                _process.StandardInput.WriteLine(ProtocolLine.Write(command));
                _process.StandardInput.Flush();
            }
            catch (Exception error) when (error is IOException or ObjectDisposedException)
            {
                // it has gone; the reader of its output finds that out and says so
            }
        }
    }

    private void StopKillTimer()
    {
        lock (_input)
        {
            _kill?.Dispose();
            _kill = null;
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // it has ended in the meantime
        }
    }
}
