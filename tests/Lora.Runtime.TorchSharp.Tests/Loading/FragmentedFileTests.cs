using System.Security.Cryptography;
using Lora.Runtime.Torch.Loading;
using Lora.Tensors;
using Lora.Testing;

namespace Lora.Runtime.Torch.Tests.Loading;

/// <summary>On a made-up package of the CUDA packages' form.</summary>
public sealed class FragmentedFileTests : IDisposable
{
    private const string Package = "libtorch-cuda-12.8-linux-x64-part3";
    private readonly TempFolder _folder = new();
    private readonly byte[] _content = [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * 7))];
    private readonly Dictionary<string, string> _packages;
    private readonly string _primary;

    public FragmentedFileTests()
    {
        _packages = new(StringComparer.OrdinalIgnoreCase)
        {
            [$"{Package}-primary"] = _folder[$"packages/{Package}-primary/2.10.0"],
            [$"{Package}-fragment1"] = _folder[$"packages/{Package}-fragment1/2.10.0"],
            [$"{Package}-fragment2"] = _folder[$"packages/{Package}-fragment2/2.10.0"],
        };
        _primary = Write($"{Package}-primary", "runtimes/linux-x64/native/libtorch_cuda.so", _content[..300]);
        Write($"{Package}-primary", "runtimes/linux-x64/native/libtorch_cuda.so.sha", System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(_content))));
        Write($"{Package}-fragment1", "fragments/linux-x64/native/libtorch_cuda.so.fragment1", _content[300..700]);
        Write($"{Package}-fragment2", "fragments/linux-x64/native/libtorch_cuda.so.fragment2", _content[700..]);
    }

    [Fact]
    public void Parts_AreJoinedOnceAndStayWhereTheyAre()
    {
        var before = Listing();
        var whole = Whole();
        Assert.Equal(_content, File.ReadAllBytes(whole));
        Assert.Equal("libtorch_cuda.so", Path.GetFileName(whole));
        Assert.Equal(before, Listing());
        var written = File.GetLastWriteTimeUtc(whole);
        Assert.Equal(whole, Whole());
        Assert.Equal(written, File.GetLastWriteTimeUtc(whole));
    }

    [Fact]
    public void CopyThatWasCutOff_IsMadeAnew()
    {
        var whole = Whole();
        File.WriteAllBytes(whole, _content[..500]);
        Assert.Equal(_content, File.ReadAllBytes(Whole()));
    }

    [Theory]
    [InlineData("fragment2", 0)]
    [InlineData("fragment1", 399)]
    public void DamagedPart_IsRefusedAndLeavesNothing(string part, int at)
    {
        var file = Path.Combine(_packages[$"{Package}-{part}"], $"fragments/linux-x64/native/libtorch_cuda.so.{part}");
        var bytes = File.ReadAllBytes(file);
        bytes[at % bytes.Length]++;
        File.WriteAllBytes(file, bytes);
        Assert.Equal(TensorEngineFault.FileDamaged, Assert.Throws<TensorEngineException>(Whole).Fault);
        Assert.Empty(Directory.GetFiles(_folder["work"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void PartThatWasCutOff_IsRefused()
    {
        Write($"{Package}-fragment2", "fragments/linux-x64/native/libtorch_cuda.so.fragment2", _content[700..800]);
        var error = Assert.Throws<TensorEngineException>(Whole);
        Assert.Equal((TensorEngineFault.FileDamaged, _primary), (error.Fault, error.File));
    }

    [Fact]
    public void MissingParts_AreNamed()
    {
        _packages.Remove($"{Package}-fragment1");
        var error = Assert.Throws<TensorEngineException>(Whole);
        Assert.Equal((TensorEngineFault.FileMissing, _primary), (error.Fault, error.File));
    }

    [Fact]
    public void FileThatAnotherBuildJoined_IsTakenAsItIs()
    {
        File.WriteAllBytes(_primary, _content);
        File.Delete(Path.Combine(_packages[$"{Package}-fragment1"], "fragments/linux-x64/native/libtorch_cuda.so.fragment1"));
        Assert.Equal(_primary, Whole());
    }

    [Fact]
    public void FileInOnePiece_IsTakenAsItIs()
    {
        _packages["libtorch-cuda-12.8-linux-x64-part1"] = _folder["packages/part1"];
        var file = Write("libtorch-cuda-12.8-linux-x64-part1", "runtimes/linux-x64/native/libc10.so", [1, 2, 3]);
        Assert.Equal(file, FragmentedFile.Whole("libtorch-cuda-12.8-linux-x64-part1", file, _packages, _folder["work"]));
    }

    public void Dispose() => _folder.Dispose();

    private string Whole() => FragmentedFile.Whole($"{Package}-primary", _primary, _packages, _folder["work"]);

    private string Write(string package, string name, byte[] content)
    {
        var path = Path.Combine(_packages[package], name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    private string[] Listing() => [.. Directory.GetFiles(_folder["packages"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
