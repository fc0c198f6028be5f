using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Lora.Testing;

namespace Lora.Engine.Tests.Rooms;

/// <summary>The arrows between rooms, and that each is optimised.</summary>
public sealed class RoomTests
{
    // which rooms a room may know: docs/architecture.md
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Lora.Vocabulary"] = [],
        ["Lora.Project"] = ["Lora.Vocabulary"],
        ["Lora.Imaging"] = ["Lora.Vocabulary"],
        ["Lora.Tensors"] = [],
        ["Lora.Runtime.TorchSharp"] = ["Lora.Tensors"],
        ["Lora.Tagging"] = ["Lora.Imaging", "Lora.Vocabulary"],
        ["Lora.Runtime.OnnxRuntime"] = ["Lora.Tagging"],
        ["Lora.Dataset"] = ["Lora.Imaging", "Lora.Project"],
        ["Lora.Diffusion"] = ["Lora.Tensors", "Lora.Vocabulary"],
        ["Lora.Training"] = ["Lora.Diffusion", "Lora.Tensors", "Lora.Vocabulary"],
        ["Lora.Build.Tasks"] = ["Lora.Project"],
        ["Lora.Engine"] = ["Lora.Dataset", "Lora.Diffusion", "Lora.Imaging", "Lora.Project", "Lora.Tagging", "Lora.Tensors",
            "Lora.Training"],
    };

    public static TheoryData<string> Rooms =>
        [.. Directory.GetDirectories(Repository.At("src")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Rooms))]
    public void Room_KnowsOnlyWhatTheArchitectureAllows(string room)
    {
        var project = XDocument.Load(Repository.At("src", room, $"{room}.csproj"));
        var known = project.Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))).Order(StringComparer.Ordinal);
        Assert.True(Arrows.ContainsKey(room), $"{room} does not stand in the architecture");
        Assert.Equal(Arrows[room], known);
    }

    /// <summary>The tasks run in the user's MSBuild, where another version of the same library may be loaded: they know no room that takes it.</summary>
    [Fact]
    public void PictureLibrary_IsTakenByTheRoomOfPicturesAlone()
    {
        var rooms = Directory.GetDirectories(Repository.At("src")).Select(d => Path.GetFileName(d)!).Where(room =>
            File.ReadAllText(Repository.At("src", room, $"{room}.csproj")).Contains("SixLabors.ImageSharp", StringComparison.Ordinal));
        Assert.Equal(["Lora.Imaging"], rooms);
    }

    [Theory, MemberData(nameof(Rooms))]
    public void Room_IsOptimizedInEveryConfiguration(string room)
    {
        var bin = Repository.At("src", room, "bin");
        var file = Directory.Exists(bin) ? Directory.GetFiles(bin, $"{room}.dll", SearchOption.AllDirectories).FirstOrDefault() : null;
        Assert.SkipWhen(file is null, $"{room} is not built; build the solution first");
        using var assembly = new PEReader(File.OpenRead(file!));
        var metadata = assembly.GetMetadataReader();
        var modes = metadata.GetAssemblyDefinition().GetCustomAttributes().Select(metadata.GetCustomAttribute)
            .Where(a => TypeName(metadata, a) == nameof(DebuggableAttribute))
            .Select(a => metadata.GetBlobReader(a.Value)).Select(blob => { blob.ReadUInt16(); return (DebuggableAttribute.DebuggingModes)blob.ReadInt32(); });
        Assert.DoesNotContain(modes, mode => mode.HasFlag(DebuggableAttribute.DebuggingModes.DisableOptimizations));
    }

    private static string TypeName(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
        {
            return "";
        }

        var parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        return parent.Kind == HandleKind.TypeReference
            ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name)
            : "";
    }
}
