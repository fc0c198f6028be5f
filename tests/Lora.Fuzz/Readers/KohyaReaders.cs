using Lora.Project;

namespace Lora.Fuzz;

/// <summary>Files of kohya's scripts and of their GUI, taken over into a project.</summary>
internal static class KohyaReaders
{
    private static readonly Scratch Folder = Made();

    public static IEnumerable<Reader> All =>
    [
        new("dataset.toml", InputForm.Text, () => [Dataset()], file => Read("data/dataset.toml", file, isDataset: true))
        { Sources = ["Lora.Project/Kohya/ConfigFile.cs", "Lora.Project/Kohya/TomlConfig.cs", "Lora.Project/Planning/ImageFiles.cs"] },
        new("dataset.json", InputForm.Json,
            () => ["{\"general\": {\"flip_aug\": true}, \"datasets\": [{\"resolution\": 512, \"subsets\": [{\"image_dir\": \"hero\"}]}]}"u8.ToArray()],
            file => Read("data/dataset.json", file, isDataset: true))
        { Sources = ["Lora.Project/Kohya/JsonConfig.cs"] },
        new("config.toml", InputForm.Text, () => [Training()], file => Read("data/config.toml", file, isDataset: false)) { Sources = [] },
        new("gui.json", InputForm.Json, () => [Gui()], file => Read("data/gui.json", file, isDataset: false)) { Sources = [] },
        new("prompts.txt", InputForm.Text, () => ["# comment\nzorblax, beach --n lowres --d 42 --w 768 --h 512 --s 20 --l 7.5 --x y\n\n(a:1.2)\n"u8.ToArray()],
            file => Prompts("data/prompts.txt", file))
        { Sources = [] },
        new("prompts.toml", InputForm.Text,
            () => ["[prompt]\nwidth = 512\nseed = 1\n[[prompt.subset]]\nprompt = \"a\"\n[[prompt.subset]]\nprompt = \"b\"\nscale = 7.5\n"u8.ToArray()],
            file => Prompts("data/prompts.toml", file))
        { Sources = [] },
    ];

    private static string? Read(string name, byte[] file, bool isDataset)
    {
        InputItem[] items = [new(name, Folder.Write(name, file), false, new Dictionary<string, string>())];
        var input = new ProjectInput
        {
            ProjectFile = Folder["x.loraproj"],
            Properties = new Dictionary<string, string> { ["BaseModel"] = "model" },
            GlobalProperties = [],
            Images = [],
            Prompts = [],
            KohyaDatasets = isDataset ? items : [],
            KohyaConfigs = isDataset ? [] : items,
            ObjDirectory = Folder["obj"],
            OutDirectory = Folder["bin"],
            OutputName = "x-1.0.0",
        };
        var sources = SourceFiles.Load(input.ProjectFile);
        var import = KohyaImport.Of(input, sources);
        foreach (var image in import.Project.Images.Concat(import.Project.RegularizationImages))
        {
            if (!image.FullPath.StartsWith(Folder.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"'{image.FullPath}' is taken");
            }
        }

        // as a plan is made of it
        var reader = new ProjectReader(import.Project, sources, new StatCache(Folder["hashes.tsv"], () => DateTime.UtcNow));
        reader.Read();
        return ProjectReaders.Said([
            .. import.Findings.Where(finding => finding.Severity is Severity.Error),
            .. import.Findings.Concat(reader.Findings).Where(finding => Trial.FaultOf(finding.Message) is not null),
        ]);
    }

    private static string? Prompts(string name, byte[] file) => WeightReaders.Refused<ConfigException>(() =>
        KohyaPrompts.Read(Folder.Write(name, file), new NamedOptions(name)));

    private static Scratch Made()
    {
        var folder = new Scratch();
        folder.Write("x.loraproj", "<Project Sdk='Lora.Sdk'/>"u8.ToArray());
        folder.Write("data/prompts.txt", "zorblax, beach\n"u8.ToArray());
        foreach (var name in (string[])["data/hero/a.png", "data/10_hats/b.png", "data/reg/c.png"])
        {
            folder.Write(name, [0x89, .. "PNG\r\n\u001a\n"u8]);
            folder.Write(Path.ChangeExtension(name, ".txt"), "smile"u8.ToArray());
        }

        return folder;
    }

    private static byte[] Dataset() =>
        """
        [general]
        flip_aug = true
        caption_extension = ".txt"
        shuffle_caption = true
        face_crop_aug_range = [1.0, 2.0]

        [[datasets]]
        resolution = [512, 512]
        batch_size = 2
        min_bucket_reso = 256
        keep_tokens = 1

          [[datasets.subsets]]
          image_dir = "hero"
          num_repeats = 3
          class_tokens = "hero"

          [[datasets.subsets]]
          image_dir = './reg'
          is_reg = true
        """u8.ToArray();

    private static byte[] Training() =>
        """
        [model_arguments]
        pretrained_model_name_or_path = "models/sd15.safetensors"
        train_data_dir = "."
        [network]
        network_module = "lycoris.kohya"
        network_args = ["algo=lokr", "conv_dim=4", "preset=attn-mlp"]
        network_dim = 16
        [training]
        learning_rate = 1e-4
        optimizer_type = "Prodigy"
        optimizer_args = ["decouple=True", "betas=0.9,0.99"]
        lr_scheduler = "cosine"
        lr_warmup_steps = 0.1
        max_train_steps = 400
        sample_prompts = "prompts.txt"
        caption_dropout_rate = 0.05
        """u8.ToArray();

    private static byte[] Gui() =>
        """
        {"LoRA_type": "Standard", "pretrained_model_name_or_path": "models/sd15", "train_data_dir": ".", "network_dim": 8, "network_alpha": 1,
         "learning_rate": 0.0001, "optimizer": "AdamW8bit", "lr_scheduler": "cosine", "epoch": 10, "max_resolution": "512,512", "sample_prompts": "a --n b",
         "noise_offset": 0, "additional_parameters": "", "unit": 1, "conv_dim": 1, "min_snr_gamma": 5}
        """u8.ToArray();
}
