using System.IO.Compression;
using Lora.Diffusion;
using Lora.Diffusion.Tests.Checkpoint.Pickle;
using Lora.Engine;
using Lora.Tensors;
using Lora.Testing;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Fuzz;

/// <summary>Files of tensors: safetensors, LoRAs, PyTorch's checkpoints, saved states.</summary>
internal static class WeightReaders
{
    private const string Key = "key";

    private static readonly Scratch Folder = new();

    // one model for all: it is looked at and never changed
    private static readonly Lazy<TinyModel> Model = new(() => new TinyModel());

    private static readonly OptionValues Values = OptionValues.Resolve(Options.All, new Dictionary<string, string> { ["NetworkDim"] = "2" });

    public static IEnumerable<Reader> All =>
    [
        new("safetensors", InputForm.Safetensors, Safetensors, file => Read(Folder.Write("a.safetensors", file)))
        {
            Sources = ["Lora.Tensors/Safetensors/SafetensorsFile.cs", "Lora.Tensors/Safetensors/SafetensorsHeader.cs"],
            Cases = 800,
        },
        new("lora", InputForm.Safetensors, Loras, file => ReadLora(Folder.Write("lora.safetensors", file)))
        {
            Sources = ["Lora.Training/Adapters/AdapterModule.cs"],
            Cases = 600,
            MayRefuseSeeds = true,
        },
        new("training state", InputForm.Safetensors, States, file => ReadState(Folder.Write("state.safetensors", file)))
        {
            Sources = ["Lora.Tensors/Random/GeneratorState.cs"],
            Cases = 100,
        },
        new("checkpoint", InputForm.Zip, Checkpoints, file => ReadCheckpoint(Folder.Write("a.ckpt", file)))
        {
            Sources =
            [
                "Lora.Diffusion/Checkpoint/TensorFile.cs", "Lora.Diffusion/Checkpoint/LfsPointer.cs", "Lora.Diffusion/Checkpoint/Pickle/MappedBytes.cs",
                "Lora.Diffusion/Checkpoint/Pickle/PickleReader.cs", "Lora.Diffusion/Checkpoint/Pickle/ZipDirectory.cs",
                "Lora.Diffusion/Checkpoint/Pickle/LegacyTorchFile.cs", "Lora.Diffusion/Checkpoint/Pickle/TorchFormat.cs",
            ],
            Cases = 1000,
        },
    ];

    public static string? Refused<T>(Action read)
        where T : Exception
    {
        try
        {
            read();
            return null;
        }
        catch (T e)
        {
            return e.Message;
        }
    }

    private static string? Read(string path) => Refused<SafetensorsException>(() =>
    {
        using var file = new SafetensorsFile(path);
        foreach (var tensor in file.Tensors)
        {
            Refused<SafetensorsException>(() => file.ReadFloats(tensor.Name));
            Refused<SafetensorsException>(() => file.ReadLongs(tensor.Name));
        }
    });

    private static string? ReadLora(string path) => Refused<TrainingException>(() =>
    {
        if (Refused<SafetensorsException>(() => new LoraFile(path).Check(Model.Value.Model)) is { } problem)
        {
            throw new TrainingException(problem);
        }
    }) ?? Refused<SafetensorsException>(() => _ = LoraInspection.IsLora(path) ? LoraInspection.Lines(path).Count() : 0);

    private static string? ReadState(string path)
    {
        using var state = new TrainingState(Model.Value.Model, Values);
        return state.TryLoad(path, Key, out var problem) ? null : $"The state cannot be used: {problem}";
    }

    private static string? ReadCheckpoint(string path) => Refused<CheckpointException>(() =>
    {
        using var file = TensorFile.Open(path);
        foreach (var name in file.Names)
        {
            _ = file.ShapeOf(name);
            Refused<CheckpointException>(() => _ = file.BytesOf(name).Length);
        }
    });

    private static IReadOnlyList<byte[]> Safetensors()
    {
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt", ["ss_tag_frequency"] = "{\"a\": {\"b\": 1}}" });
        writer.AddFloats("weight", SafetensorsDType.F32, [2, 3], new float[6]);
        writer.AddFloats("half", SafetensorsDType.F16, [4], new float[4]);
        writer.AddFloats("none", SafetensorsDType.BF16, [0], Array.Empty<float>());
        return [Bytes(writer), File.ReadAllBytes(GoldenFolder.Find("loss", "loss_l2_none.safetensors")), Bytes(new SafetensorsWriter())];
    }

    private static IReadOnlyList<byte[]> Loras() =>
    [
        Lora(("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q", "lora_down.weight", [2, 16], "lora_up.weight", [16, 2])),
        Lora(("unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q", "lora_A.weight", [2, 16], "lora_B.weight", [16, 2])),
        Lora(("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_k", "lokr_w1", [4, 4], "lokr_w2", [4, 4]),
            ("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_v", "on_input", [1], "weight", [16])),
    ];

    private static byte[] Lora(params (string Layer, string One, long[] OneShape, string Two, long[] TwoShape)[] modules)
    {
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["ss_network_args"] = "{\"conv_dim\": \"4\"}", ["ss_network_dim"] = "2" });
        foreach (var (layer, one, oneShape, two, twoShape) in modules)
        {
            writer.AddFloats($"{layer}.alpha", SafetensorsDType.F32, [], new float[] { 2 });
            writer.AddFloats($"{layer}.{one}", SafetensorsDType.F16, oneShape, new float[oneShape.Aggregate(1L, (a, b) => a * b)]);
            writer.AddFloats($"{layer}.{two}", SafetensorsDType.F32, twoShape, new float[twoShape.Aggregate(1L, (a, b) => a * b)]);
        }

        return Bytes(writer);
    }

    private static IReadOnlyList<byte[]> States()
    {
        using var state = new TrainingState(Model.Value.Model, Values);
        state.Save(Folder["saved.safetensors"], Key);
        return [File.ReadAllBytes(Folder["saved.safetensors"])];
    }

    private static IReadOnlyList<byte[]> Checkpoints()
    {
        var tensors = PickleWriter.Of(root => root.Dict(
            ("epoch", value => value.Number(3)), ("state_dict", value => value.Tensors(
                ("a.weight", TestTensor.Of("0", 2, 3)), ("b", new TestTensor("HalfStorage", "1", 8, 2, [2, 2], [1, 2]))))));
        return [Zip(tensors, ("0", new byte[24]), ("1", new byte[16]))];
    }

    private static byte[] Zip(byte[] pickle, params (string Key, byte[] Data)[] storages)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in (IEnumerable<(string, byte[])>)[("data.pkl", pickle), ("byteorder", "little"u8.ToArray()),
                .. storages.Select(storage => ($"data/{storage.Key}", storage.Data)), ("version", "3\n"u8.ToArray())])
            {
                using var entry = archive.CreateEntry($"archive/{name}", CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return file.ToArray();
    }

    private static byte[] Bytes(SafetensorsWriter writer)
    {
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }
}
