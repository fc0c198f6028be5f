using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using Lora.Tensors.Kernels;

namespace Lora.Training.Tests;

/// <summary>
/// The same training in processes of their own, where .NET's switches take vector widths, fused multiply-add or processors away: the files are equal to
/// the bit.
/// The child is this assembly's own runner, asked for <see cref="Training_IsRepeatable"/> alone.
/// </summary>
public sealed class TrainingProcessTests : IDisposable
{
    private const string OutputVariable = "LORA_TEST_TRAINED_FILE";
    private const string BatchVariable = "LORA_TEST_BATCH";
    private const string ChildVariable = "LORA_TEST_SWITCH";

    private readonly string _folder = Directory.CreateTempSubdirectory("lora-training-").FullName;

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "0", 2)]
    [InlineData("DOTNET_PROCESSOR_COUNT", "1", 2)]
    [InlineData("DOTNET_EnableAVX2", "0", 1)] // takes FMA away too, which is then emulated exactly: slow, so batch 1
    public async Task SwitchedOff_GivesTheSameBits(string name, string value, int batch)
    {
        var path = Path.Combine(_folder, "child.safetensors");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        var (assembly, method) = (typeof(TrainingProcessTests).Assembly.Location, $"{typeof(TrainingProcessTests).FullName}.{nameof(Training_IsRepeatable)}");
        foreach (var argument in (string[])["exec", assembly, "-method", method])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[name] = value;
        start.Environment[ChildVariable] = name;
        start.Environment[BatchVariable] = $"{batch}";
        start.Environment[OutputVariable] = path;
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.True(child.ExitCode == 0 && File.Exists(path), $"{name}={value}: exit code {child.ExitCode}\n{output}{await errors}");
        Assert.Equal(Trained(batch), File.ReadAllBytes(path));
    }

    [Fact]
    public void Training_IsRepeatable()
    {
        AssertOff(Environment.GetEnvironmentVariable(ChildVariable));
        var batch = int.Parse(Environment.GetEnvironmentVariable(BatchVariable) ?? "1", System.Globalization.CultureInfo.InvariantCulture);
        var file = Trained(batch);
        if (Environment.GetEnvironmentVariable(OutputVariable) is { } path)
        {
            File.WriteAllBytes(path, file);
            return;
        }

        Assert.Equal(Trained(batch), file);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertOff(string? name)
    {
        switch (name)
        {
            case "DOTNET_EnableAVX512":
                Assert.False(Avx512F.IsSupported);
                Assert.True(CpuTiers.Best < CpuTier.Vector512);
                break;
            case "DOTNET_PROCESSOR_COUNT":
                Assert.Equal((1, 1), (Environment.ProcessorCount, Workers.Threads));
                break;
            case "DOTNET_EnableAVX2":
                Assert.False(Avx2.IsSupported || Fma.IsSupported);
                break;
        }
    }

    private static byte[] Trained(int batch) => TinyTraining.Train(
        TinyTraining.Set(2), Settings.Of($"NetworkDim=4; NetworkAlpha=1; LearningRate=1e-2; MaxTrainSteps=1; TrainBatchSize={batch}; MinSnrGamma=5"));
}
