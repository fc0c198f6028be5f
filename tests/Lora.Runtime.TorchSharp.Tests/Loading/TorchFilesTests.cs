using System.Security.Cryptography;
using System.Text;
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

    /// <summary>On made-up packages of the CUDA packages' form: libraries in several, one of them in three pieces.</summary>
    [Fact]
    public void CudaPackage_IsFoundInItsPartsAndJoined()
    {
        var name = $"libtorch-cuda-12.8-{TorchFiles.Rid}";
        var packages = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["TorchSharp"] = TestRuntime.TorchRequest.Packages["TorchSharp"] };
        var library = File.ReadAllBytes(Files.Libraries[0]);
        Write(name, "LICENSE.txt", []);
        string[] whole = ["c10", "torch_cpu", "torch", "c10_cuda"];
        Array.ForEach(whole, part => Write($"{name}-part1", $"runtimes/{TorchFiles.Rid}/native/{TorchFiles.FileName(part)}", library));
        var companion = Write($"{name}-part6", $"runtimes/{TorchFiles.Rid}/native/{TorchFiles.FileName("cudart")}", library);
        var native = $"{TorchFiles.Rid}/native/{TorchFiles.FileName("torch_cuda")}";
        Write($"{name}-part3-primary", $"runtimes/{native}", library[..1000]);
        Write($"{name}-part3-primary", $"runtimes/{native}.sha", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(library))));
        Write($"{name}-part3-fragment1", $"fragments/{native}.fragment1", library[1000..5000]);
        Write($"{name}-part3-fragment2", $"fragments/{native}.fragment2", library[5000..]);

        var request = new TensorEngineRequest { Packages = packages, Device = new ComputeDevice("cuda"), WorkFolder = _folder["work"] };
        var files = TorchFiles.Find(request).Joined(request);

        string[] expected = [.. whole, "torch_cuda"];
        Assert.Equal(expected.Select(TorchFiles.FileName), files.Libraries.Select(Path.GetFileName));
        Assert.StartsWith(_folder["work"], files.Libraries[^1], StringComparison.Ordinal);
        Assert.Equal(library, File.ReadAllBytes(files.Libraries[^1]));
        Assert.Equal([companion], files.Companions);

        string Write(string package, string file, byte[] content)
        {
            packages[package] = _folder[$"packages/{package}"];
            var path = Path.Combine(packages[package], file.Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
            return path;
        }
    }

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
