namespace Lora.Vocabulary;

/// <summary>What multiplies the tensors, <c>LoraRuntime</c>.</summary>
public sealed record RuntimeVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>Of what computes, as keys and the lock file name it; raise it when the same inputs give other bits.</summary>
    public required string Version { get; init; }

    /// <summary>The kinds of device it computes on; of the first runtime that names a kind, it is the kind's default.</summary>
    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>The packages that a project gets when it asks for this runtime: none for what comes with the SDK.</summary>
    public IReadOnlyList<EnginePackage> Packages { get; init; } = [];

    /// <summary>The assembly of ours that speaks to it, in the SDK's <c>engines/</c>; empty for what comes with the SDK.</summary>
    public string Plugin { get; init; } = "";

    /// <summary>True if the packages chosen for a machine are all that the runtime needs there; none may be made for its kind.</summary>
    public bool IsServedBy(IReadOnlyCollection<string> chosen, bool hasLibTorch) => Packages
        .GroupBy(package => package.IsLibTorch).Where(kind => !(kind.Key && hasLibTorch))
        .All(kind => kind.Any(package => chosen.Contains(package.Id, StringComparer.OrdinalIgnoreCase)));

    /// <summary>Name, version and kind of device in one word: another one gives other bits, and so another key.</summary>
    public string On(DeviceName device, bool allowTf32) => $"{Name}-{Version}/{device.Kind}{(allowTf32 && device.Kind == DeviceName.CudaKind ? "+tf32" : "")}";
}

/// <summary>
/// A NuGet package of a native engine, for one kind of machine. Nothing of it is copied anywhere: the engine loads it from the package folder.
/// </summary>
/// <param name="Id">The package's name.</param>
/// <param name="Version">The exact version.</param>
/// <param name="Rid">The kind of machine it is for, .NET's portable runtime identifier.</param>
public sealed record EnginePackage(string Id, string Version, string Rid)
{
    /// <summary>The kind of device it is for; null for every kind.</summary>
    public string? Device { get; init; }

    /// <summary>A PyTorch that is there already (<c>LoraLibTorch</c>) makes it unnecessary.</summary>
    public bool IsLibTorch { get; init; }
}

/// <summary>The tensor runtimes.</summary>
public static class Runtimes
{
    public static RuntimeVariant Embedded { get; } = new("embedded", "Ours, in C#: no download, the same bits on every machine.")
    {
        Version = "1",
        Devices = [DeviceName.CpuKind],
    };

    public static RuntimeVariant Torch { get; } = new("torch", "PyTorch's library, libtorch 2.10, through TorchSharp.")
    {
        Version = "2.10.0",
        Devices = [DeviceName.CpuKind, DeviceName.CudaKind],
        Plugin = "Lora.Runtime.TorchSharp",
        Source = "TorchSharp 0.107.0 (0.106.0 on Windows)",
        Packages =
        [
            new("TorchSharp", "0.107.0", "linux-x64"),
            new("TorchSharp", "0.107.0", "osx-arm64"),
            // 0.107.0 does not load on Windows: dotnet/TorchSharp#1567
            new("TorchSharp", "0.106.0", "win-x64"),
            new("TorchSharp", "0.106.0", "win-arm64"),
            LibTorch("libtorch-cpu-linux-x64", "linux-x64", DeviceName.CpuKind),
            LibTorch("libtorch-cpu-osx-arm64", "osx-arm64", DeviceName.CpuKind),
            LibTorch("libtorch-cpu-win-x64", "win-x64", DeviceName.CpuKind),
            LibTorch("libtorch-cpu-win-arm64", "win-arm64", DeviceName.CpuKind),
            LibTorch("libtorch-cuda-12.8-linux-x64", "linux-x64", DeviceName.CudaKind),
            LibTorch("libtorch-cuda-12.8-win-x64", "win-x64", DeviceName.CudaKind),
        ],
    };

    public static IReadOnlyList<RuntimeVariant> All { get; } = [Embedded, Torch];

    /// <summary>The runtime of a kind of device where a project names none.</summary>
    public static RuntimeVariant DefaultFor(DeviceName device) => All.First(runtime => runtime.Devices.Contains(device.Kind));

    private static EnginePackage LibTorch(string id, string rid, string device) => new(id, "2.10.0", rid) { Device = device, IsLibTorch = true };
}
