using System.Diagnostics;
using System.Reflection;
using Lora.Project;
using Lora.Runtime.Torch;
using Lora.Tensors;
using Lora.Tensors.Embedded;

namespace Lora.Bench;

/// <summary>The runtime that figures are measured on.</summary>
public static class BenchRuntime
{
    /// <summary>OpenMP's threads spin on busy cores unless this stands in the environment when a process starts.</summary>
    private const string WaitPolicy = "OMP_WAIT_POLICY";

    /// <summary>Whether a run on that runtime has to begin in a process of its own, see <see cref="RunAgain"/>.</summary>
    public static bool NeedsOwnProcess(string runtime) => runtime == "torch" && Environment.GetEnvironmentVariable(WaitPolicy) is null;

    /// <summary>The same command in a process whose environment suits libtorch; returns its exit code.</summary>
    public static int RunAgain(string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { Environment = { [WaitPolicy] = "passive" } };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(BenchRuntime).Assembly.Location);
        }

        foreach (var argument in args)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>The packages of native engines that the program was restored with.</summary>
    public static IReadOnlyDictionary<string, string> Packages { get; } = PackageFolders.Of(typeof(BenchRuntime).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "RestoredPackages").Value!, ["TorchSharp", "Microsoft.ML.OnnxRuntime"]);

    /// <summary>The runtime that a run was asked for, with its threads.</summary>
    public static TensorRuntime Open(BenchOptions options) => options.Runtime == "torch" ? new TorchEngine().Open(new()
    {
        Packages = Packages,
        Threads = options.Threads,
        WorkFolder = Path.Combine(AppContext.BaseDirectory, "libtorch"),
    }) : new EmbeddedRuntime();

    /// <summary>A tensor of repeatable noise.</summary>
    public static Tensor Noise(this TensorRuntime runtime, Generator random, double deviation, ReadOnlySpan<int> shape)
    {
        var count = 1;
        foreach (var size in shape)
        {
            count *= size;
        }

        var values = new float[count];
        random.Normal(values, 0, deviation);
        return runtime.FromFloats(values, shape);
    }
}
