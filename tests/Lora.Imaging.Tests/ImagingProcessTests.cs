using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using Lora.Imaging.Jpeg;

namespace Lora.Imaging.Tests;

/// <summary>
/// The same pictures in processes of their own, where .NET's switches take vector widths or processors away: decoded, shrunk, resized and written alike, to the
/// byte. The child is this assembly's own runner, asked for <see cref="Pictures_AreRepeatable"/> alone.
/// </summary>
public sealed class ImagingProcessTests : IDisposable
{
    private const string OutputVariable = "LORA_TEST_PICTURES", ChildVariable = "LORA_TEST_SWITCH";

    private readonly string _folder = Directory.CreateTempSubdirectory("lora-imaging-").FullName;

    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_PROCESSOR_COUNT")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task SwitchedOff_GivesTheSameBytes(string name)
    {
        var path = Path.Combine(_folder, "hash.txt");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        var (assembly, method) = (typeof(ImagingProcessTests).Assembly.Location, $"{typeof(ImagingProcessTests).FullName}.{nameof(Pictures_AreRepeatable)}");
        foreach (var argument in (string[])["exec", assembly, "-method", method])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[name] = name == "DOTNET_PROCESSOR_COUNT" ? "1" : "0";
        start.Environment[ChildVariable] = name;
        start.Environment[OutputVariable] = path;
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.True(child.ExitCode == 0 && File.Exists(path), $"{name}: exit code {child.ExitCode}\n{output}{await errors}");
        Assert.Equal(Hash(), File.ReadAllText(path));
    }

    [Fact]
    public void Pictures_AreRepeatable()
    {
        AssertOff(Environment.GetEnvironmentVariable(ChildVariable));
        var hash = Hash();
        if (Environment.GetEnvironmentVariable(OutputVariable) is { } path)
        {
            File.WriteAllText(path, hash);
            return;
        }

        Assert.Equal(Hash(), hash);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertOff(string? name)
    {
        switch (name)
        {
            case "DOTNET_EnableAVX512":
                Assert.False(Avx512F.IsSupported);
                break;
            case "DOTNET_PROCESSOR_COUNT":
                Assert.Equal(1, Environment.ProcessorCount);
                break;
            case "DOTNET_EnableAVX2":
                Assert.False(Avx2.IsSupported || InverseDctVector.IsSupported);
                break;
            case "DOTNET_EnableHWIntrinsic":
                Assert.False(System.Numerics.Vector.IsHardwareAccelerated && Sse41.IsSupported);
                break;
        }
    }

    /// <summary>Of the bytes of everything that runs side by side.</summary>
    private static string Hash()
    {
        var codec = new ManagedCodec();
        var all = new MemoryStream();
        foreach (var file in (string[])["jpeg/420-baseline.jpg", "jpeg/422-progressive.jpg", "jpeg/440-baseline.jpg", "jpeg/exif-orientation6.jpg"])
        {
            all.Write(codec.Decode(Fixture.Read(file)).Pixels);
            all.Write(codec.Decode(Fixture.Read(file), info => new(info.Width / 4, info.Height / 4)).Pixels);
        }

        var picture = new Rgb24Image(331, 297);
        new Random(7).NextBytes(picture.Pixels);
        Interpolation[] ways = [Interpolations.OpenCvArea, Interpolations.PillowLanczos, Interpolations.OpenCvCubic, Interpolations.OpenCvLinear];
        foreach (var way in ways)
        {
            all.Write(Resizer.Resize(picture, 211, 150, way).Pixels);
            all.Write(Resizer.Resize(picture, 500, 400, way).Pixels);
        }

        all.Write(codec.EncodePng(picture, PngEffort.Fast));
        return Fixture.Hash(all.ToArray());
    }
}
