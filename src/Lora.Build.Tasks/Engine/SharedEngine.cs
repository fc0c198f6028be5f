using System.Diagnostics;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>The engine that all stages of a build share: started by the first that needs it, ended with the build.</summary>
internal sealed class SharedEngine : IDisposable
{
    private static readonly Lock Asking = new();

    private readonly Lock _turn = new();
    private EngineProcess? _process;

    /// <summary>The build's engine for that assembly.</summary>
    public static SharedEngine Of(IBuildEngine4 build, string engine)
    {
        var key = $"Lora.Build.Tasks.Engine|{engine}";
        lock (Asking)
        {
            if (build.GetRegisteredTaskObject(key, RegisteredTaskObjectLifetime.Build) is SharedEngine shared)
            {
                return shared;
            }

            shared = new SharedEngine();
            build.RegisterTaskObject(key, shared, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
            return shared;
        }
    }

    /// <summary>Takes the engine for one stage; other projects of the same build wait. A dead one is replaced.</summary>
    public T Use<T>(ProcessStartInfo start, EngineLimits limits, Func<EngineProcess, T> work)
    {
        lock (_turn)
        {
            if (_process is { IsAlive: false })
            {
                _process.Dispose();
                _process = null;
            }

            return work(_process ??= EngineProcess.Start(start, limits));
        }
    }

    public void Dispose()
    {
        lock (_turn)
        {
            _process?.Dispose();
            _process = null;
        }
    }
}
