import type { NewRecipe } from './recipes.ts';

export const samples: NewRecipe[] = [
  {
    title: 'Pancakes',
    minutes: 20,
    tags: ['sweet', 'vegetarian'],
    ingredients: [
      { name: 'flour', amount: 200, unit: 'g' },
      { name: 'milk', amount: 300, unit: 'ml' },
      { name: 'egg', amount: 2, unit: 'pieces' },
    ],
  },
  {
    title: 'Omelette',
    minutes: 10,
    tags: ['vegetarian'],
    ingredients: [
      { name: 'egg', amount: 3, unit: 'pieces' },
      { name: 'butter', amount: 10, unit: 'g' },
    ],
  },
  {
    title: 'Bread',
    minutes: 180,
    tags: ['vegan', 'vegetarian'],
    ingredients: [
      { name: 'flour', amount: 500, unit: 'g' },
      { name: 'water', amount: 350, unit: 'ml' },
      { name: 'yeast', amount: 7, unit: 'g' },
    ],
  },
  {
    title: 'Tomato soup',
    minutes: 30,
    tags: ['vegan', 'vegetarian'],
    ingredients: [
      { name: 'tomato', amount: 800, unit: 'g' },
      { name: 'onion', amount: 1, unit: 'pieces' },
    ],
  },
];
