using System.Runtime.InteropServices;
using Lora.Runtime.Torch.Loading;
using Lora.Testing;

namespace Lora.Runtime.Torch.Tests.Loading;

/// <summary>The copy that loads where libstdc++ is older than the library asks for: made only where one function is all that is missing.</summary>
public sealed class OlderLibStdCxxTests
{
    private const string Library = "libstdc++.so.6";
    private const string Function = "_ZSt21ios_base_library_initv";
    private static readonly HashSet<string> Provided = ["GLIBCXX_3.4", "GLIBCXX_3.4.30"];

    [Fact]
    public void MissingFunction_IsImportedNoMore()
    {
        var bytes = Plain().ToBytes();
        Assert.Equal(["GLIBCXX_3.4.32"], OlderLibStdCxx.Missing(bytes, Provided));
        var before = (byte[])bytes.Clone();
        Assert.True(OlderLibStdCxx.TryAdjust(bytes, Provided));
        var versions = new ElfVersions(bytes);
        Assert.Equal(["", "getpid", "_ZSt4cout", "memcpy"], versions.Symbols.Select(symbol => symbol.Name));
        Assert.Equal([0, 1, 2, 4], versions.Symbols.Select(symbol => (int)symbol.Version));
        // the name, its version's number, the flag: nothing else
        var needs = new ElfVersions(before).Needs.Single(need => need.Version == "GLIBCXX_3.4.32");
        var changed = Enumerable.Range(0, bytes.Length).Where(i => bytes[i] != before[i]).ToArray();
        Assert.Contains(needs.At + 4, changed);
        Assert.Equal(2, bytes[needs.At + 4]);
        Assert.InRange(changed.Length, 3, Function.Length + 2);
    }

    [Fact]
    public void NothingMissing_ChangesNothing()
    {
        var bytes = Plain().ToBytes();
        Assert.Empty(OlderLibStdCxx.Missing(bytes, new HashSet<string>([.. Provided, "GLIBCXX_3.4.32"])));
        Unchanged(bytes, [.. Provided, "GLIBCXX_3.4.32"]);
    }

    [Fact]
    public void AnythingElseMissing_ChangesNothing()
    {
        // another version; another symbol of that version; only another symbol; a name that ends another
        Unchanged(Plain().ToBytes(), ["GLIBCXX_3.4"]);
        Unchanged(Plain().Imports("_ZSt5other", 3).ToBytes(), Provided);
        Unchanged(Base().Imports("_ZSt5other", 3).ToBytes(), Provided);
        Unchanged(Base().Imports(Function, 3).ImportsEndOfLast(6, 4).ToBytes(), Provided);
    }

    [Fact]
    public void RealLibrary_HasTheOneFunction()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "TorchSharp's native part for Linux is x64");
        var path = Path.Combine(TestRuntime.TorchRequest.Packages["TorchSharp"], "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        var bytes = File.ReadAllBytes(path);
        var provided = new ElfVersions(bytes).Needs.Select(need => need.Version).Where(version => version != "GLIBCXX_3.4.32").ToHashSet();
        Assert.Equal(["GLIBCXX_3.4.32"], OlderLibStdCxx.Missing(bytes, provided));
        Assert.True(OlderLibStdCxx.TryAdjust(bytes, provided));
        Assert.DoesNotContain(Function, new ElfVersions(bytes).Symbols.Select(symbol => symbol.Name));
    }

    [Fact]
    public void DefinedVersions_AreRead() =>
        Assert.Equal(["libx.so", "X_1", "X_2"], new ElfVersions(new ElfFile().Defines("libx.so", "X_1", "X_2").ToBytes()).Defines);

    private static ElfFile Base() => new ElfFile().Needs("libc.so.6", ("GLIBC_2.14", 4))
        .Needs(Library, ("GLIBCXX_3.4", 2), ("GLIBCXX_3.4.32", 3), ("GLIBCXX_3.4.30", 5));

    private static ElfFile Plain() => Base().Imports(Function, 3).Imports("_ZSt4cout", 2).Imports("memcpy", 4);

    private static void Unchanged(byte[] bytes, HashSet<string> provided)
    {
        var before = (byte[])bytes.Clone();
        Assert.False(OlderLibStdCxx.TryAdjust(bytes, provided));
        Assert.Equal(before, bytes);
    }
}
