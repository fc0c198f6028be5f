using Lora.Tensors;
using Lora.Testing;

namespace Lora.Sdk.Tests;

/// <summary>The targets of docs/tools.md, on a LoRA that is trained in two steps.</summary>
public sealed class ToolTests(SdkPackage package)
{
    private const string Trained = "bin/critter-1.0.0.safetensors";

    [Fact]
    public void TrainedLora_IsMergedResizedExtractedAndInspected()
    {
        var project = UserProject.WithRealEngine(package, "tools", "<NetworkDim>4</NetworkDim><NetworkAlpha>2</NetworkAlpha>");
        project.Build("-t:Train").Succeeded();

        string[] merge =
            ["-t:Merge", "--no-restore", $"-p:Models={Trained}%3B{Trained}", "-p:Ratios=0.75%3B0.25", "-p:Concat=true", "-p:SaveTo=out/both.safetensors"];
        Assert.Contains("ranks: 8", project.Build(merge).Succeeded());
        var metadata = project.Metadata("out/both.safetensors");
        Assert.Equal(("networks.lora", "8", "2.0", "critter-1.0.0, critter-1.0.0"),
            (metadata["ss_network_module"], metadata["ss_network_dim"], metadata["ss_network_alpha"], metadata["modelspec.merged_from"]));

        // the same once more is not done again, another ratio is
        var first = File.GetLastWriteTimeUtc(project.At("out/both.safetensors"));
        project.Build(merge).Succeeded();
        Assert.Equal(first, File.GetLastWriteTimeUtc(project.At("out/both.safetensors")));
        project.Build([.. merge, "-p:Shuffle=true"]).Succeeded();
        Assert.NotEqual(first, File.GetLastWriteTimeUtc(project.At("out/both.safetensors")));

        // blocks that get nothing of the first file have all of the second
        project.Build([.. merge[..^2], "-p:NewRank=4", "-p:Lbws=none%3B[1%2C0%2C1%2C1%2C1%2C1%2C1%2C1%2C1%2C1%2C1%2C1%2C1%2C1%2C1%2C1%2C1]",
            "-p:SaveTo=out/blocks.safetensors"]).Succeeded();
        using (SafetensorsFile blocks = new(project.At("out/blocks.safetensors")))
        {
            Assert.All(blocks.Names.Where(name => name.EndsWith("lora_up.weight", StringComparison.Ordinal)), name => Assert.Equal(
                name.Contains("down_blocks_0_attentions_0", StringComparison.Ordinal), blocks.ReadFloats(name).All(value => value == 0)));
        }

        project.Build("-t:ResizeLora", "--no-restore", $"-p:Model={Trained}", "-p:NewRank=2", "-p:SaveTo=out/small.safetensors").Succeeded();
        Assert.StartsWith("dimension is resized from 4 to 2; ", project.Metadata("out/small.safetensors")["ss_training_comment"], StringComparison.Ordinal);

        Assert.Contains("weights changed: ", project.Build("-t:Merge", "--no-restore", "-p:Models=out/small.safetensors", "-p:Ratios=50",
            $"-p:SdModel={Repository.ZorblaxModel}", "-p:SaveTo=out/merged").Succeeded());
        project.Build("-t:Extract", "--no-restore", "-p:ModelTuned=out/merged", "-p:Dim=2", "-p:MinDiff=0", "-p:SaveTo=out/back.safetensors").Succeeded();
        using (SafetensorsFile back = new(project.At("out/back.safetensors")), small = new(project.At("out/small.safetensors")))
        {
            Assert.Equal(small.Names.Order(StringComparer.Ordinal), back.Names.Order(StringComparer.Ordinal));
            Assert.Equal("2", back.Metadata["ss_network_dim"]);
        }

        var inspected = project.Build("-t:Inspect", "--no-restore", "-p:InspectFile=out/small.safetensors").Succeeded();
        Assert.Matches(@"lora_unet_down_blocks_0: \d+\.\d+ \(\d+ modules, ranks 2;", inspected);
        Assert.Contains("ss_training_comment: dimension is resized from 4 to 2", inspected);
    }

    [Fact]
    public void Mistakes_AreErrorsThatSayWhatToDo()
    {
        var project = UserProject.WithRealEngine(package, "tool-mistakes");
        project.Build("-t:Restore").Succeeded();
        var writer = new SafetensorsWriter();
        foreach (var (name, shape) in new (string, long[])[] { ("lora_down", [2, 3]), ("lora_up", [3, 2]) })
        {
            writer.AddFloats($"lora_unet_nowhere.{name}.weight", SafetensorsDType.F32, shape, new float[6]);
        }

        writer.Save(project.At("other.safetensors"));
        Assert.Contains("error LORA3070: There is no 'none.safetensors'.", Fails("-t:ResizeLora", "-p:Model=none.safetensors", "-p:SaveTo=x.safetensors"));
        Assert.Contains("error LORA3071: SaveTo is needed", Fails("-t:ResizeLora", "-p:Model=other.safetensors"));
        Assert.Contains("error LORA3071: Ratios has 1 numbers for 2 Models",
            Fails("-t:Merge", "-p:Models=other.safetensors%3Bother.safetensors", "-p:Ratios=1", "-p:SaveTo=x.safetensors"));
        Assert.Contains("error LORA3071: Lbws has 1 entries for 2 Models", Fails("-t:Merge", "-p:Models=other.safetensors%3Bother.safetensors",
            "-p:Ratios=1%3B1", "-p:Lbws=ALL", "-p:SaveTo=x.safetensors"));
        Assert.Contains("error LORA3071: '1,2' is not a value of Lbws, which is entries parted by ';', each one of NONE, ALL",
            Fails("-t:Merge", "-p:Models=other.safetensors", "-p:Ratios=1", "-p:Lbws=1%2C2", "-p:SaveTo=x.safetensors"));
        Assert.Contains("error LORA3071: 'many' is not a value of NewRank, which is a whole number from 0 to 4096.",
            Fails("-t:ResizeLora", "-p:Model=other.safetensors", "-p:NewRank=many", "-p:SaveTo=x.safetensors"));
        Assert.Matches("error LORA1001: 'NewRnk' on the command line .* did you mean 'NewRank'",
            Fails("-t:ResizeLora", "-p:Model=other.safetensors", "-p:NewRnk=2", "-p:SaveTo=x.safetensors"));
        Assert.Contains("warning LORA1069: 'Dim' on the command line is a property of the target Extract, and ResizeLora does not read it.",
            Fails("-t:ResizeLora", "-p:Model=other.safetensors", "-p:Dim=2", "-p:DynamicMethod=sv_fro", "-p:SaveTo=x.safetensors"));
        Assert.Contains("error LORA3071: One tool at a time", Fails("-t:ResizeLora", "-t:Merge",
            "-p:Model=other.safetensors", "-p:SaveTo=resized.safetensors"));
        Assert.Contains("error LORA3072: ",
            Fails("-t:Merge", "-p:Models=other.safetensors", "-p:Ratios=1", $"-p:SdModel={Repository.ZorblaxModel}", "-p:SaveTo=x"));
        Assert.Contains("There is neither a folder nor a file 'none.safetensors'.", Fails("-t:Inspect", "-p:InspectFile=none.safetensors"));
        Assert.False(File.Exists(project.At("x.safetensors")));

        string Fails(params string[] arguments) => project.Build([.. arguments, "--no-restore"]).Failed();
    }
}
