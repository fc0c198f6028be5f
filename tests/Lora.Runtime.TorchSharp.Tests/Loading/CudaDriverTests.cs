using System.Diagnostics;
using Lora.Runtime.Torch.Loading;
using Lora.Tensors;
using Lora.Testing;

namespace Lora.Runtime.Torch.Tests.Loading;

/// <summary>On made-up drivers, compiled where there is a C compiler: versions, cards and failures that no machine at hand has.</summary>
public sealed class CudaDriverTests : IDisposable
{
    private readonly TempFolder _folder = new("lora-driver-");

    [Theory]
    [InlineData(11080, "CUDA 11.8")]
    [InlineData(9000, "CUDA 9.0")]
    public void OldDriver_IsToldApart(int version, string name)
    {
        var error = Fault(Driver(version, cards: 1), 0);
        Assert.Equal(TensorEngineFault.DriverTooOld, error.Fault);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, "0 cards")]
    [InlineData(1, 1, "one card, cuda:0")]
    [InlineData(2, 5, "2 cards")]
    public void CardThatIsNotThere_IsNamedWithThoseThatAre(int cards, int asked, string known)
    {
        var error = Fault(Driver(12080, cards), asked);
        Assert.Equal(TensorEngineFault.DeviceMissing, error.Fault);
        Assert.Contains($"cuda:{asked}", error.Message, StringComparison.Ordinal);
        Assert.Contains(known, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DriverThatDoesNotStart_SaysItsError()
    {
        var error = Fault(Driver(12080, cards: 1, started: 999), 0);
        Assert.Equal(TensorEngineFault.DeviceMissing, error.Fault);
        Assert.Contains("999", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Card_TellsNameMemoryAndGeneration() =>
        Assert.Equal(new CudaDriver.Card("Made Up 1", 8L << 30, 8, 6), CudaDriver.Check(1, Driver(12000, cards: 2)));

    public void Dispose() => _folder.Dispose();

    private static TensorEngineException Fault(string driver, int index) =>
        Assert.Throws<TensorEngineException>(() => CudaDriver.Check(index, driver));

    private string Driver(int version, int cards, int started = 0)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/cc"), "a made-up driver is compiled with /usr/bin/cc, which is not here");
        var source = _folder["driver.c"];
        File.WriteAllText(source, $$"""
            #include <stddef.h>
            #include <stdio.h>
            int cuInit(unsigned flags) { return {{(cards == 0 ? 100 : started)}}; }
            int cuDriverGetVersion(int* version) { *version = {{version}}; return 0; }
            int cuDeviceGetCount(int* count) { *count = {{cards}}; return 0; }
            int cuDeviceGet(int* device, int index) { *device = index; return 0; }
            int cuDeviceGetName(char* name, int size, int device) { snprintf(name, size, "Made Up %d", device); return 0; }
            int cuDeviceTotalMem_v2(size_t* bytes, int device) { *bytes = (size_t)8 << 30; return 0; }
            int cuDeviceGetAttribute(int* value, int attribute, int device) { *value = attribute == 75 ? 8 : 6; return 0; }
            """);
        var library = _folder["libmade-up.so"];
        using var compiler = Process.Start("/usr/bin/cc", ["-shared", "-fPIC", "-o", library, source]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return library;
    }
}
