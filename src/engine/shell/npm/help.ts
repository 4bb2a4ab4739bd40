/** `npm help`. */
export const HELP = `npm <command>

Usage:

npm install              install what package.json lists
npm install <name>       add packages: name, name@range, -D for development, -E exact
npm ci                   install, and leave package.json alone
npm uninstall <name>     remove packages
npm start, npm test      run the script of that name
npm run <name> [-- args] run any script; without a name, list them
npm ls [--depth n]       list what is installed
npm exec, npx <name>     run a package's program
npm init -y              write a package.json
npm pkg get|set|delete   read or change package.json
npm view <name>          what the registry knows of a package
npm -v                   version

Packages of this site are there at once, offline too. Others are fetched from the registry.
`;
