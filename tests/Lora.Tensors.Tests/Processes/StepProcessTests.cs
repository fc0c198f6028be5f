using System.Diagnostics;
using System.Runtime.Intrinsics.X86;

namespace Lora.Tensors.Tests.Processes;

/// <summary>The same training step in child processes with parts of the hardware switched off: the same bits, and what was switched off is off.</summary>
public sealed class StepProcessTests
{
    [Fact]
    public void WithoutAvx512_SameBits()
    {
        var child = Child(2, ("DOTNET_EnableAVX512", "0"));
        Assert.Equal("False", child["avx512"]);
        Assert.Equal(TrainingStepProcess.Bits(2), child["bits"]);
    }

    [Fact]
    public void OnOneProcessor_SameBits()
    {
        var child = Child(2, ("DOTNET_PROCESSOR_COUNT", "1"));
        Assert.Equal("1", child["processors"]);
        Assert.Equal(TrainingStepProcess.Bits(2), child["bits"]);
    }

    [Fact]
    public void WithoutAvx2AndFma_SameBits()
    {
        var child = Child(1, ("DOTNET_EnableAVX2", "0"));
        Assert.Equal("False", child["avx2"]);
        Assert.Equal("False", child["fma"]);
        Assert.Equal(TrainingStepProcess.Bits(1), child["bits"]);
    }

    [Fact]
    public void PlainChild_HasWhatThisProcessHas()
    {
        // so that the tests above prove their switch, not a child without the hardware
        var child = Child(1);
        Assert.Equal(Avx2.IsSupported.ToString(), child["avx2"]);
        Assert.Equal(Avx512F.IsSupported.ToString(), child["avx512"]);
        Assert.Equal(TrainingStepProcess.Bits(1), child["bits"]);
    }

    private static Dictionary<string, string> Child(int batch, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { "exec", typeof(StepProcessTests).Assembly.Location, "step", batch.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Trim().Split(' ').Select(field => field.Split('=')).ToDictionary(f => f[0], f => f[1]);
    }
}
