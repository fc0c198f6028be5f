using Lora.Project;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Comparison;

/// <summary>The target Compare in an engine: a project beside LoRAs that are there alone.</summary>
public sealed class VersionComparerTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public VersionComparerTests() =>
        _project.RunAll(Stage.Validate, Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.CacheTextEmbeddings, Stage.Train);

    public void Dispose() => _project.Dispose();

    [Fact]
    public void LoraAlone_IsComparedByItsFile_AndDrawnBesideTheProjects()
    {
        var other = Copy("other", metadata =>
        {
            metadata["ss_network_dim"] = "16";
            metadata["ss_training_comment"] = "<script>alert(1)</script>";
        });

        var result = Compare(other);

        Assert.True(result.Success, string.Join('\n', result.Findings));
        var page = File.ReadAllText(_project.Out("compare.html"));
        Assert.Contains("<tr><th>ss_network_dim</th><td>16</td><td>4</td></tr>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("v0 is a LoRA without its project", page, StringComparison.Ordinal);
        Assert.Contains("similarity 1.0000", page, StringComparison.Ordinal);
        // the weights are the same, and so are the pictures
        Assert.Equal(Pixels("02-after"), Pixels("02-before"));
        Assert.NotEqual(Pixels("02-after"), Pixels("02-base"));
        Assert.Equal(6, Directory.GetFiles(_project.Out("compare")).Length);
        Assert.Contains(_project.Events.All, sent => sent is ProgressEvent);

        // nothing is drawn again, and what an earlier comparison left is taken away
        File.WriteAllText(_project.Out("compare/03-base.png"), "");
        var times = File.GetLastWriteTimeUtc(_project.Out("compare.html"));
        Assert.True(Compare(other).Success);
        Assert.DoesNotContain(_project.Events.All, sent => sent is ProgressEvent);
        Assert.Equal(times, File.GetLastWriteTimeUtc(_project.Out("compare.html")));
        Assert.False(File.Exists(_project.Out("compare/03-base.png")));
    }

    [Fact]
    public void LoraOfAnotherKindOfModel_IsComparedWithoutPictures()
    {
        var other = Copy("xl", metadata => metadata["ss_base_model_version"] = "sdxl_base_v1-0");

        Assert.True(Compare(other).Success);

        Assert.Contains("Pictures are left out: v0 is for base models of another kind (sdxl_base_v1-0, and here sd_v1).",
            File.ReadAllText(_project.Out("compare.html")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project.Out("compare")));
    }

    [Fact]
    public void FileThatIsNoLora_IsSaid_AndNoPageIsWritten()
    {
        _project.Write("text.safetensors", "no tensors");
        var empty = _project.At("empty.safetensors");
        new SafetensorsWriter().Save(empty);
        Assert.All((string[])[_project.At("text.safetensors"), empty], file =>
        {
            var finding = Assert.Single(Compare(file).Findings);
            Assert.Equal(("LORA5404", file), (finding.Code, finding.File));
        });
        Assert.False(File.Exists(_project.Out("compare.html")));
    }

    private StageResult Compare(string lora)
    {
        var description = _project.Request(Stage.Train) with { Options = _project.Options.Texts, Prompts = _project.Prompts, TagRules = _project.TagRules };
        _project.Write("obj/Version.request.json", StageJson.Write(description));
        return _project.Run(_project.Request(Stage.Sample) with { ComparisonWork = new(_project.At("obj/Version.request.json"), "", lora, "v0") });
    }

    private byte[] Pixels(string name) => _project.Codec.Decode(File.ReadAllBytes(_project.Out($"compare/{name}.png"))).Opaque().Pixels.ToArray();

    // the project's own, with other metadata
    private string Copy(string name, Action<Dictionary<string, string>> change)
    {
        using var file = new SafetensorsFile(_project.Out("test-1.0.0.safetensors"));
        var metadata = new Dictionary<string, string>(file.Metadata);
        change(metadata);
        var writer = new SafetensorsWriter(metadata);
        foreach (var tensor in file.Tensors)
        {
            writer.AddFloats(tensor.Name, tensor.DType, tensor.Shape, file.ReadFloats(tensor.Name));
        }

        writer.Save(_project.At($"{name}.safetensors"));
        return _project.At($"{name}.safetensors");
    }
}
