using Lora.Runtime.Torch.Loading;
using Lora.Tensors;
using Lora.Testing;

namespace Lora.Runtime.Torch.Tests.Loading;

/// <summary>What is missing, cut short or not loadable is one error that names the file; nothing falls back to anything.</summary>
public sealed class TorchFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("TorchSharp")]
    [InlineData("libtorch-cpu")]
    public void PackageThatWasNotGiven_IsNamed(string name)
    {
        var packages = TestRuntime.TorchRequest.Packages.Where(package => !package.Key.StartsWith(name, StringComparison.Ordinal)).ToDictionary();
        var e = Fault(TensorEngineFault.FileMissing, TestRuntime.TorchRequest with { Packages = packages });
        Assert.StartsWith(name, e.File, StringComparison.Ordinal);
        Assert.Contains(e.File!, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PackageWhoseFolderIsGone_IsNamed()
    {
        var e = Fault(TensorEngineFault.FileMissing, With("TorchSharp", _folder["gone"]));
        Assert.Equal(Path.Combine(_folder["gone"], "lib", "net8.0", "TorchSharp.dll"), e.File);
    }

    [Fact]
    public void LibTorchFolderWithoutIt_IsNamed()
    {
        var e = Fault(TensorEngineFault.FileMissing, TestRuntime.TorchRequest with { LibTorch = _folder.Path });
        Assert.Equal(_folder[TorchFiles.FileName("c10")], e.File);
    }

    [Theory]
    [InlineData(0.999)]
    [InlineData(0.5)]
    [InlineData(0.0001)]
    [InlineData(0)]
    public void AssemblyThatIsCutShort_IsNamed(double share)
    {
        var path = _folder["lib/net8.0/TorchSharp.dll"];
        CutShort(Files.Managed, path, share);
        Assert.Equal(Path.GetFullPath(path), Fault(TensorEngineFault.FileDamaged, With("TorchSharp", _folder.Path)).File);
    }

    [Theory]
    [InlineData(0.999)]
    [InlineData(0.5)]
    [InlineData(0.0001)]
    public void LibraryThatIsCutShort_IsNamed(double share)
    {
        var path = _folder[TorchFiles.FileName("c10")];
        CutShort(Files.Libraries[0], path, share);
        Assert.Equal(path, Fault(TensorEngineFault.FileDamaged, TestRuntime.TorchRequest with { LibTorch = _folder.Path }).File);
    }

    [Fact]
    public void LibraryThatTheSystemRefuses_IsNamedWithTheReason()
    {
        var path = _folder[TorchFiles.FileName("fake")];
        File.WriteAllBytes(path, new ElfFile().ToBytes());
        var e = Assert.Throws<TensorEngineException>(() => TorchLibraries.Native(path, "fake"));
        Assert.Equal((TensorEngineFault.LibraryNotLoaded, path), (e.Fault, e.File));
        Assert.StartsWith($"The library {path} does not load: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SecondLibTorch_IsRefused()
    {
        using var first = TestRuntime.Torch();
        foreach (var name in Files.Libraries.Select(path => Path.GetFileName(path)))
        {
            File.Copy(Files.Libraries[0], _folder[name!]);
        }

        var e = Fault(TensorEngineFault.LibraryNotLoaded, TestRuntime.TorchRequest with { LibTorch = _folder.Path });
        Assert.Equal(_folder.Path, e.File);
        // the first one goes on
        using var second = TestRuntime.Torch();
        Assert.Equal(first.Name, second.Name);
    }

    [Fact]
    public void DriverThatIsNotThere_IsNamed()
    {
        var e = Assert.Throws<TensorEngineException>(() => CudaDriver.Check(0, "no-such-driver"));
        Assert.Equal((TensorEngineFault.DriverMissing, "no-such-driver"), (e.Fault, e.File));
    }

    [Fact]
    public void CudaWithoutItsPackage_IsAnError() => Assert.StartsWith("libtorch-cuda",
        Fault(TensorEngineFault.FileMissing, TestRuntime.TorchRequest with { Device = new ComputeDevice("cuda") }).File, StringComparison.Ordinal);

    [Fact]
    public void TextFile_IsNoLibrary() => Assert.False(BinaryImage.IsWhole(new MemoryStream("version https://git-lfs.github.com/spec/v1"u8.ToArray())));

    private static TorchFiles Files => TorchFiles.Find(TestRuntime.TorchRequest);

    private static TensorEngineRequest With(string package, string folder) =>
        TestRuntime.TorchRequest with { Packages = new Dictionary<string, string>(TestRuntime.TorchRequest.Packages) { [package] = folder } };

    private static TensorEngineException Fault(TensorEngineFault fault, TensorEngineRequest request)
    {
        var e = Assert.Throws<TensorEngineException>(() => new TorchEngine().Open(request));
        Assert.Equal(fault, e.Fault);
        return e;
    }

    private static void CutShort(string from, string to, double share)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        var bytes = File.ReadAllBytes(from);
        File.WriteAllBytes(to, bytes[..(int)(bytes.Length * share)]);
    }
}
