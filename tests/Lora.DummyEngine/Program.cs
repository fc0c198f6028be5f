using Lora.DummyEngine;

Console.OutputEncoding = new System.Text.UTF8Encoding(false);
return Behaviour.Named(Path.GetFileName(Environment.CurrentDirectory)).Run();
